import * as http from 'node:http';
import run from './apps/http.cjs';

run(http);
