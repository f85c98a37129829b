import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { cpuCount, cpuQuota } from '../../../runtime/src/cpu-count.ts';

function quotaWith(files: Readonly<Record<string, string>>): number {
  const root = mkdtempSync(path.join(os.tmpdir(), 'cgroup-'));
  try {
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), text);
    }
    return cpuQuota(root);
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('the quota is the tightest of the group and its parents', () => {
  const self = { 'proc/self/cgroup': '0::/user.slice/app.scope\n' };
  assert.equal(quotaWith(self), Infinity);
  assert.equal(quotaWith({ ...self, 'sys/fs/cgroup/user.slice/app.scope/cpu.max': 'max 100000\n' }), Infinity);
  assert.equal(quotaWith({ ...self, 'sys/fs/cgroup/user.slice/app.scope/cpu.max': '150000 100000\n' }), 1.5);
  assert.equal(
    quotaWith({
      ...self,
      'sys/fs/cgroup/user.slice/app.scope/cpu.max': '400000 100000\n',
      'sys/fs/cgroup/user.slice/cpu.max': '200000 100000\n',
    }),
    2,
  );
});

test("a container's own root group counts, and so do groups of version 1", () => {
  assert.equal(quotaWith({ 'proc/self/cgroup': '0::/\n', 'sys/fs/cgroup/cpu.max': '300000 100000\n' }), 3);
  const classic = { 'proc/self/cgroup': '4:memory:/x\n3:cpu,cpuacct:/docker/abc\n' };
  const dir = 'sys/fs/cgroup/cpu';
  assert.equal(
    quotaWith({ ...classic, [`${dir}/cpu.cfs_quota_us`]: '50000', [`${dir}/cpu.cfs_period_us`]: '100000' }),
    0.5,
  );
  assert.equal(
    quotaWith({ ...classic, [`${dir}/cpu.cfs_quota_us`]: '-1', [`${dir}/cpu.cfs_period_us`]: '100000' }),
    Infinity,
  );
});

test('there is always a core', () => {
  assert.ok(Number.isInteger(cpuCount()) && cpuCount() >= 1);
});

test('PARASCOPE_CPU_COUNT overrides the count; what is no whole number from 1 is refused', (t) => {
  const before = process.env['PARASCOPE_CPU_COUNT'];
  t.after(() => {
    if (before === undefined) delete process.env['PARASCOPE_CPU_COUNT'];
    else process.env['PARASCOPE_CPU_COUNT'] = before;
  });
  process.env['PARASCOPE_CPU_COUNT'] = '7';
  assert.equal(cpuCount(), 7);
  for (const wrong of ['0', '-1', '1.5', 'many', '9999999']) {
    process.env['PARASCOPE_CPU_COUNT'] = wrong;
    assert.throws(() => cpuCount(), {
      name: 'RangeError',
      message: /PARASCOPE_CPU_COUNT: expected a whole number from 1, found/,
    });
  }
  process.env['PARASCOPE_CPU_COUNT'] = '';
  assert.ok(cpuCount() >= 1);
});
