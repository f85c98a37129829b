/** Two unlike functions at once: one prints numbers, the other letters, and their lines interleave. */
import { Process, isMain } from 'parascope';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function printNumbers(): Promise<void> {
  for (let number = 1; number <= 5; number++) {
    console.log(number);
    await pause(10);
  }
}

async function printLetters(): Promise<void> {
  for (const letter of 'abcde') {
    console.log(letter);
    await pause(10);
  }
}

if (isMain) {
  const numbers = new Process({ target: printNumbers, name: 'numbers' });
  const letters = new Process({ target: printLetters, name: 'letters' });
  numbers.start();
  letters.start();
  await numbers.join();
  await letters.join();
  console.log('Done');
}
