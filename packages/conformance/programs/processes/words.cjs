// Prints its arguments, its standard input, and Node's options.
let input = '';
process.stdin.on('data', (data) => {
  input += data;
});
process.stdin.on('end', () => {
  const options = (process.env.NODE_OPTIONS ?? '').replace(/ ?--require=\S+/, '');
  console.log(JSON.stringify({ words: process.argv.slice(2), input, options, folder: process.cwd() }));
  process.exitCode = 5;
});
