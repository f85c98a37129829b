/** Children change a shared number and a shared array; the parent sees what they did. Each change is made under the lock. */
import { Process, SharedArray, Value, isMain } from 'parascope';

function negate(numbers: SharedArray<'i'>, from: number, to: number): void {
  for (let i = from; i < to; i++) {
    using _held = numbers.getLock().acquireSync();
    numbers[i] = -numbers[i]!;
  }
}

function approximatePi(number: Value<'d'>): void {
  using _held = number.getLock().acquireSync();
  number.value = 3.1415927;
}

if (isMain) {
  const number = new Value('d', 0);
  const numbers = new SharedArray('i', Array(10).keys());
  const children = [
    new Process({ target: approximatePi, args: [number] }),
    new Process({ target: negate, args: [numbers, 0, 5] }),
    new Process({ target: negate, args: [numbers, 5, 10] }),
  ];
  for (const child of children) child.start();
  for (const child of children) await child.join();
  console.log(number.value);
  console.log(numbers.slice());
}
