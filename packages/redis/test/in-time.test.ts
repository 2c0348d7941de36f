import { describe, expect, test } from 'vitest';
import { type PatientSender, patientSender } from '../src/in-time.ts';

const timeoutMillis = 20;

interface Bench {
  readonly sender: PatientSender;
  /** The commands that reached the client. */
  readonly sent: string[];
  /** Answers all that wait, and from now on at once. */
  answer(): void;
  /** From now on, nothing is answered. */
  hush(): void;
  pass(millis: number): void;
}

function bench(): Bench {
  let now = 0;
  let isQuiet = false;
  const sent: string[] = [];
  const waiting: (() => void)[] = [];
  const sender = patientSender(
    ([name]) => {
      sent.push(String(name));
      return isQuiet ? new Promise((resolve) => waiting.push(() => resolve('late'))) : Promise.resolve('OK');
    },
    timeoutMillis,
    () => now,
  );
  return {
    sender,
    sent,
    answer() {
      isQuiet = false;
      for (const resolve of waiting.splice(0)) resolve();
    },
    hush: () => void (isQuiet = true),
    pass: (millis) => void (now += millis),
  };
}

const late = { code: 'ETIMEDOUT', message: expect.stringMatching(/^Redis has not answered for 0\.02 s\. /) };
const question = ['QUESTION'];

describe('a sender that does not wait for ever', () => {
  test('passes answers and errors on', async () => {
    const { sender } = bench();
    expect(await sender.send(['GET'], 'key')).toBe('OK');
    const broken = patientSender(() => Promise.reject(new Error('broken')), timeoutMillis);
    await expect(broken.send(['GET'], 'key')).rejects.toThrow('broken');
    const throwing = patientSender(() => {
      throw new Error('thrown');
    }, timeoutMillis);
    await expect(throwing.send(['GET'], 'key')).rejects.toThrow('thrown');
  });

  test('fails after its time, and then refuses large commands at once', async () => {
    const { sender, sent, hush } = bench();
    hush();
    await expect(sender.sendLarge(['BIG'], 'key', question)).rejects.toMatchObject(late);
    await expect(sender.sendLarge(['BIG'], 'key', question)).rejects.toMatchObject(late);
    expect(sent).toEqual(['BIG']);
  });

  test('asks with a small command whether large ones are taken again', async () => {
    const { sender, sent, hush, pass, answer } = bench();
    hush();
    await expect(sender.sendLarge(['BIG'], 'key', question)).rejects.toMatchObject(late);
    pass(2 * timeoutMillis);
    await expect(sender.sendLarge(['BIG'], 'key', question)).rejects.toMatchObject(late);
    await expect(sender.sendLarge(['BIG'], 'key', question)).rejects.toMatchObject(late);
    expect(sent).toEqual(['BIG', 'QUESTION']);
    answer();
    hush();
    pass(2 * timeoutMillis);
    await new Promise(setImmediate);
    await expect(sender.sendLarge(['BIG'], 'key', question)).rejects.toMatchObject(late);
    expect(sent).toEqual(['BIG', 'QUESTION', 'BIG']);
  });

  test('sends large commands again when a command was lost and the question is answered', async () => {
    let isLost = true;
    let now = 0;
    const sent: string[] = [];
    const sender = patientSender(
      ([name]) => {
        sent.push(String(name));
        return isLost ? new Promise(() => {}) : Promise.resolve('OK');
      },
      timeoutMillis,
      () => now,
    );
    await expect(sender.sendLarge(['BIG'], 'key', question)).rejects.toMatchObject(late);
    isLost = false;
    now += 2 * timeoutMillis;
    expect(await sender.sendLarge(['BIG'], 'key', question)).toBe('OK');
    expect(await sender.sendLarge(['BIG'], 'key', question)).toBe('OK');
    expect(sent).toEqual(['BIG', 'QUESTION', 'BIG', 'BIG']);
  });

  test('lets one command wait, and the next only after a while', async () => {
    const { sender, sent, hush, pass } = bench();
    hush();
    for (let i = 0; i < 20; i++) await expect(sender.send(['GET'], 'key')).rejects.toMatchObject(late);
    expect(sent).toHaveLength(1);
    pass(2 * timeoutMillis);
    await expect(sender.send(['GET'], 'key')).rejects.toMatchObject(late);
    await expect(sender.send(['GET'], 'key')).rejects.toMatchObject(late);
    expect(sent).toHaveLength(2);
  });

  test('judges each server of a cluster by itself', async () => {
    const { sender, sent, hush, answer } = bench();
    hush();
    await expect(sender.sendLarge(['BIG'], 'p:{a}:w', question)).rejects.toMatchObject(late);
    await expect(sender.sendLarge(['OTHER'], 'p:{b}:w', question)).rejects.toMatchObject(late);
    await expect(sender.sendLarge(['BIG'], 'p:{a}:x', question)).rejects.toMatchObject(late);
    expect(sent).toEqual(['BIG', 'OTHER']);
    answer();
    await new Promise(setImmediate);
    expect(await sender.sendLarge(['BIG'], 'p:{a}:x', question)).toBe('OK');
  });
});
