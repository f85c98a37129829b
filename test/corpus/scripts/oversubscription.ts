/** Three times as many processes as most machines that test have cores; the twin starts one. */
import { Process, cpuCount, isMain } from 'parascope';

function compute(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}

if (isMain) {
  const count = cpuCount() * 3; // twin: const count = 1;
  const processes = Array.from({ length: count }, () => new Process({ target: compute, args: [400] }));
  for (const each of processes) each.start(); // finding
  for (const each of processes) await each.join();
}
