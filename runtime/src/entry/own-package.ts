/** What `parascope` means to the modules of a worker thread, and of a process of our own. */
import * as api from '../api.ts';
import { getAllStartMethods, getContext, getStartMethod, setStartMethod } from '../contexts/context.ts';
import type * as Index from '../index.ts';

export const ownPackage: typeof Index = { ...api, getAllStartMethods, getContext, getStartMethod, setStartMethod };
