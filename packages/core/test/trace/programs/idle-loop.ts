import { watchLoopTurns } from '../../../src/trace/watch-loop-turns.ts';

// Says how often the loop of an idle process has turned in a fifth of a second, and ends by itself.
let turns = 0;
watchLoopTurns({
  run: (work) => work(),
  mostPerSecond: () => Number.POSITIVE_INFINITY,
  random: Math.random,
  onTurn: () => turns++,
  onFailure(error) {
    throw error;
  },
});
setTimeout(() => {
  turns = 0;
  setTimeout(() => process.stdout.write(JSON.stringify({ turns })), 200);
}, 50);
