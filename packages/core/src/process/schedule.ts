import { clearInterval, clearTimeout, setInterval, setTimeout, unref } from '../clock.ts';

/** Does work after `millis`, once or again and again, until the function that it gives is called. */
export type Schedule = (millis: number, work: () => void) => () => void;

/** None of them keeps the process alive. */
export interface Timers {
  readonly every: Schedule;
  readonly after: Schedule;
}

export const systemTimers: Timers = {
  every(millis, work) {
    const timer = unref(setInterval(work, millis));
    return () => clearInterval(timer);
  },
  after(millis, work) {
    const timer = unref(setTimeout(work, millis));
    return () => clearTimeout(timer);
  },
};
