/** A number of a row that is to be an amount of something: columns of a trace may hold anything. 0 for what is none. */
export function quantityOf(value: number): number {
  return value > 0 && value < Infinity ? value : 0;
}
