/** The same of a process of our own, beside `process-core`. */
import './process-core.ts';
export * from './later-modules.ts';
export * from '../broker/own-children.ts';
