import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import run from './apps/hono.cjs';

run(Hono, createAdaptorServer);
