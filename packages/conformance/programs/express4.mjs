import express from 'express4';
import run from './apps/express.cjs';

run(express);
