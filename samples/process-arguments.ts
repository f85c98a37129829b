/** Processes with one argument, with several, and with named ones: the last is an object, as options are in TypeScript. */
import { Process, isMain } from 'parascope';

interface Style {
  readonly greeting: string;
  readonly times?: number;
}

function double(x: number): void {
  console.log(`double of ${x} is ${2 * x}`);
}

function area(width: number, height: number): void {
  console.log(`area of ${width} x ${height} is ${width * height}`);
}

function greet(name: string, { greeting, times = 1 }: Style): void {
  console.log(`${`${greeting} `.repeat(times)}${name}`);
}

if (isMain) {
  const processes = [
    new Process({ target: double, args: [21] }),
    new Process({ target: area, args: [3, 4] }),
    new Process({ target: greet, args: ['Ada', { greeting: 'hello', times: 2 }] }),
  ];
  for (const each of processes) each.start();
  for (const each of processes) await each.join();
}
