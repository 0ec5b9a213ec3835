declare module 'esquery' {
	/** The nodes of a syntax tree that a selector finds, as ESLint's rules write them. */
	export default function query(tree: object, selector: string): Array<{ range: [number, number] }>;
}
