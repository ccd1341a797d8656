export class Whole { good(): number { return helper(1); } }

interface Half { a: ; }

export function after(x: Point): void {}
const = 3;
enum Last { One }
