import express from 'express5';
import run from './apps/express.cjs';

run(express);
