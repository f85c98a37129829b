import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chooseNode, isNewEnough, nodeCandidates, type NodePlaces } from '../../../extension/src/node-candidates.ts';

const PLACES: NodePlaces = {
  platform: 'linux',
  nodePath: '',
  folders: ['/home/me/app/src', '/home/me/app'],
  searchPath: '/usr/local/bin::/usr/bin',
  editor: { path: '/opt/code/code', electron: true },
};

/** Chooses where the given files have the given versions. */
async function choose(versions: Readonly<Record<string, string | null>>, places: Partial<NodePlaces> = {}) {
  return await chooseNode(nodeCandidates({ ...PLACES, ...places }), ({ path }) => Promise.resolve(versions[path]));
}

test('candidates come in the order workspace, PATH, the editor’s own', () => {
  assert.deepEqual(
    nodeCandidates(PLACES).map(({ source, path }) => `${source} ${path}`),
    [
      'workspace /home/me/app/src/node_modules/node/bin/node',
      'workspace /home/me/app/node_modules/node/bin/node',
      'path /usr/local/bin/node',
      'path /usr/bin/node',
      'editor /opt/code/code',
    ],
  );
});

test('on Windows the files end in .exe and PATH is split at semicolons', () => {
  const candidates = nodeCandidates({
    ...PLACES,
    platform: 'win32',
    folders: ['C:\\app'],
    searchPath: 'C:\\node;D:\\tools',
  });
  assert.deepEqual(
    candidates.slice(0, 3).map(({ path }) => path),
    ['C:\\app\\node_modules\\node\\bin\\node.exe', 'C:\\node\\node.exe', 'D:\\tools\\node.exe'],
  );
});

test('the first Node that is new enough runs; older ones before it are told', async () => {
  const choice = await choose({
    '/usr/local/bin/node': '20.19.0',
    '/usr/bin/node': '24.1.0',
    '/opt/code/code': '22.22.0',
  });
  assert.equal(choice.type, 'chosen');
  assert.equal(choice.node.path, '/usr/bin/node');
  assert.equal(choice.node.version, '24.1.0');
  assert.deepEqual(
    choice.rejected.map(({ candidate, version }) => [candidate.path, version]),
    [['/usr/local/bin/node', '20.19.0']],
  );
});

test('the editor’s own runs as Node only where the editor is Electron', async () => {
  const electron = await choose({ '/opt/code/code': '22.22.0' });
  assert.ok(electron.type === 'chosen');
  assert.deepEqual(electron.node.env, { ELECTRON_RUN_AS_NODE: '1' });
  const server = await choose({ '/opt/node': '24.0.0' }, { editor: { path: '/opt/node', electron: false } });
  assert.ok(server.type === 'chosen');
  assert.deepEqual(server.node.env, {});
});

test('a Node that is set is the only one, and refused when it is not there, does not run or is old', async () => {
  const others = { '/usr/bin/node': '24.0.0' };
  for (const [versions, version] of [
    [others, undefined],
    [{ ...others, '/my/node': null }, undefined],
    [{ ...others, '/my/node': '18.0.0' }, '18.0.0'],
  ] as const) {
    const choice = await choose(versions, { nodePath: '/my/node' });
    assert.equal(choice.type, 'none');
    assert.deepEqual(
      choice.rejected.map((rejected) => rejected.version),
      [version],
    );
  }
  const choice = await choose({ ...others, '/my/node': '26.0.0' }, { nodePath: '/my/node' });
  assert.ok(choice.type === 'chosen');
  assert.equal(choice.node.source, 'setting');
});

test('22.20 is the oldest', () => {
  for (const version of ['22.20.0', 'v22.20.1', '22.21.0', '23.0.0', '100.0.0'])
    assert.ok(isNewEnough(version), version);
  for (const version of ['22.19.9', '20.20.0', '', 'nonsense']) assert.ok(!isNewEnough(version), version);
});
