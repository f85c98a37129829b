/** All that runs in every process of our own, and the package itself for the modules that it loads. */
import type { OwnProcessStart, ProcessBoot } from '../broker/process-start.ts';
import { startProcess } from '../broker/start-process.ts';
import { decode } from '../shared-memory/codec/codec.ts';
import type { FirstModule } from './first-module.ts';
import { keepLaterScriptIn } from './later-script.ts';
import { ownPackage } from './own-package.ts';

/** Becomes the process that its parent has started. */
export function startThread({ start: bytes }: ProcessBoot, first: FirstModule): void {
  const start = decode(bytes) as OwnProcessStart;
  keepLaterScriptIn('process-later', start.codeFolder);
  startProcess(start, first, ownPackage);
}
