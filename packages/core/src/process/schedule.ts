import { clearInterval, clearTimeout, setInterval, setTimeout, unref } from '../clock.ts';

/** Does work after `millis`, once or repeatedly. Returns a function that cancels it. */
export type Schedule = (millis: number, work: () => void) => () => void;

/** Timers that do not keep the process alive. */
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
