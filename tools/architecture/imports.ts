// What each file of the package imports, as TypeScript reads it.
import { existsSync, globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';

import ts from 'typescript';

export interface Import {
	/** The file that imports, from the repository's folder, with slashes. */
	from: string;
	/** The file that is imported, or the name of the package. */
	to: string;
	isPackage: boolean;
	/** Whether the compiler erases it. */
	isType: boolean;
}

/** Everything that the files which ship import. */
export const IMPORTS = globSync('{nodes,credentials}/**/*.ts').flatMap((path) => importsOf(path.replaceAll('\\', '/')));

/** All that comes into the running code with these files, directly or by way of others. */
export function reach(files: string[]): Set<string> {
	const reached = new Set(files);
	// The set grows while it is walked through.
	for (const file of reached) {
		for (const { from, to, isType } of IMPORTS) if (from === file && !isType) reached.add(to);
	}
	return reached;
}

function importsOf(from: string): Import[] {
	const source = ts.createSourceFile(from, readFileSync(from, 'utf8'), ts.ScriptTarget.Latest);
	return source.statements.flatMap((statement) => {
		if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
		const { moduleSpecifier } = statement;
		if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier)) return [];
		const isPackage = !moduleSpecifier.text.startsWith('.');
		const to = isPackage ? moduleSpecifier.text : fileOf(posix.join(posix.dirname(from), moduleSpecifier.text));
		return [{ from, to, isPackage, isType: isErased(statement) }];
	});
}

function fileOf(path: string): string {
	const file = [`${path}.ts`, `${path}/index.ts`].find((each) => existsSync(each));
	if (!file) throw new Error(`There is no file for the import ${path}`);
	return file;
}

function isErased(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
	if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
	const { importClause: clause } = statement;
	if (!clause || clause.isTypeOnly) return clause !== undefined;
	const { namedBindings: names } = clause;
	return (
		!clause.name &&
		names !== undefined &&
		ts.isNamedImports(names) &&
		names.elements.every(({ isTypeOnly }) => isTypeOnly)
	);
}
