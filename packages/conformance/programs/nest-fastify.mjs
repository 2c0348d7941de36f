import * as common from '@nestjs/common';
import * as core from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import run from './apps/nest.cjs';

run({ common, core, adapter: new FastifyAdapter() });
