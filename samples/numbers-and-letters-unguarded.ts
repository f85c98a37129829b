/**
 * The mistake everybody makes once: the same program without a main guard. Each worker loads this file again and would
 * start workers of its own, without end. Parascope refuses it once and names the line; the cure is a main guard: `if (isMain) { … }`.
 */
import { Process } from 'parascope';

function printNumbers(): void {
  for (let number = 1; number <= 5; number++) console.log(number);
}

function printLetters(): void {
  for (const letter of 'abcde') console.log(letter);
}

const numbers = new Process({ target: printNumbers, name: 'numbers' });
const letters = new Process({ target: printLetters, name: 'letters' });
numbers.start();
letters.start();
await numbers.join();
await letters.join();
