import * as common from '@nestjs/common';
import * as core from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import run from './apps/nest.cjs';

run({ common, core, adapter: new ExpressAdapter() });
