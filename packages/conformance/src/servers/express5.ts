import express from 'express5';
import { expressFramework } from '../frameworks/express.ts';
import { run } from '../process/run.ts';

await run(expressFramework(express, (handler) => handler));
