import express from 'express5';
import { run } from '../app/run.ts';
import { expressFramework } from '../apps/express.ts';

await run(expressFramework(express, (handler) => handler));
