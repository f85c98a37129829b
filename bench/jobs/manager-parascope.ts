/** Thousand calls per second of proxies of `Manager()`: list.append and dict.get, by turns. Argument: `sync`, `async` or `together`. */
import { Manager, isMain } from 'parascope';

const CALLS = 20_000;
/** Calls under way at a time, of `together`. */
const TOGETHER = 100;

if (isMain) {
  const [mode = 'sync'] = process.argv.slice(2);
  await using manager = Manager();
  const list = manager.list<number>();
  const dict = manager.dict({ key: 1 });
  const both = async (): Promise<void> => {
    if (mode === 'sync') {
      list.appendSync(1);
      dict.getSync('key');
    } else {
      await list.append(1);
      await dict.get('key');
    }
  };
  const run = async (pairs: number): Promise<void> => {
    const width = mode === 'together' ? TOGETHER : 1;
    for (let i = 0; i < pairs; i += width) {
      if (width === 1) await both();
      else await Promise.all(Array.from({ length: width }, both));
    }
  };
  await run(1000);
  const start = performance.now();
  await run(CALLS / 2);
  console.log(CALLS / (performance.now() - start));
}
