import { SampleList, type CpuProfile, type ThreadSamples } from './cpu-profile.ts';

/**
 * The part of a profile in [startNs, endNs). A row that lies across an end is cut there, with its share of the samples.
 * Lines stay those of the whole run: V8 tells them per stack, not per sample.
 */
export function cut(profile: CpuProfile, startNs: number, endNs: number): CpuProfile {
  const threads = new Map<number, ThreadSamples>();
  for (const [index, samples] of profile.threads) threads.set(index, cutThread(samples, startNs, endNs));
  return { stacks: profile.stacks, threads };
}

function cutThread(samples: ThreadSamples, startNs: number, endNs: number): ThreadSamples {
  const part = new SampleList();
  for (let row = 0; row < samples.count; row++) {
    const start = Math.max(startNs, samples.startNs[row]!);
    const end = Math.min(endNs, samples.endNs[row]!);
    if (end <= start) continue;
    const share = (end - start) / (samples.endNs[row]! - samples.startNs[row]!);
    part.add(start, end, samples.stack[row]!, samples.samples[row]! * share);
  }
  for (const [stack, sites] of samples.lines) for (const [site, count] of sites) part.addLine(stack, site, count);
  return part;
}
