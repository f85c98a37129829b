/** Types of toolchain.mjs for the parts of the project that are TypeScript. */
export declare const root: string;
export declare const pinnedNode: string;
export declare function run(command: string, args: readonly string[], options?: object): void;
export declare function install(): void;
export declare function build(): void;
export declare function cacheDir(): string;
export declare function nodeVersion(version: string): string;
