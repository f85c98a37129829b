import { ThreadWorker } from 'poolifier';
import { task } from './task.mjs';

export const worker = new ThreadWorker(task);
