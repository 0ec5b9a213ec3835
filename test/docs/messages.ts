// Every text by which the package tells that something went wrong, as its source has it.
import { globSync, readFileSync } from 'node:fs';

import ts from 'typescript';

export interface Message {
	/** The text, with `ANY` in the place of what is known only when it is shown. */
	text: string;
	/** File and line. */
	at: string;
}

export const ANY = '…';

/** Which argument of an error or a function is a text for a person, or an object whose `message` is one. */
const ARGUMENTS: Record<string, number> = {
	Explained: 0,
	TransientFault: 0,
	NodeOperationError: 1,
	NodeApiError: 2,
	Unfinished: 2,
	withNote: 1,
};

/** Properties that hold such a text: of answers and credential tests, and of calls that are not repeated. */
const PROPERTIES = ['message', 'uncertain'];

/** Here, n8n's errors are made of texts that stand elsewhere. */
const CARRIERS = ['nodes/retell/http/client.ts', 'nodes/retell/nodeError.ts'];

const NODES = globSync('{nodes,credentials}/**/*.ts').flatMap((path) =>
	within(ts.createSourceFile(path.replaceAll('\\', '/'), readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true)),
);

/** What a call can be about, for the text that it was not found. */
const SUBJECTS = NODES.filter(isPropertyOf(['parameter'])).flatMap(({ initializer }) => textsOf(initializer));

/** @throws Error for an error whose text is not found here: none is to be left out unseen */
export const MESSAGES: Message[] = NODES.flatMap((node) => textsAt(node).map((text) => ({ text, at: placeOf(node) })));

function textsAt(node: ts.Node): string[] {
	if (isPropertyOf(PROPERTIES)(node)) return textsOf(node.initializer).filter((text) => text !== ANY);
	if (!ts.isNewExpression(node) && !ts.isCallExpression(node)) return [];
	const name = node.expression.getText();
	const index = ARGUMENTS[name];
	if (index === undefined) {
		if (ts.isNewExpression(node) && isError(name))
			throw new Error(`${placeOf(node)}: which argument of ${name} is the text?`);
		return [];
	}
	const argument = node.arguments?.[index];
	// Its `message` is found as a property.
	if (!argument || ts.isObjectLiteralExpression(argument)) return [];
	const texts = textsOf(argument).filter((text) => text !== ANY);
	const carries = ts.isCallExpression(node) || CARRIERS.includes(node.getSourceFile().fileName);
	if (texts.length === 0 && !carries) throw new Error(`${placeOf(node)}: the text of this ${name} cannot be read`);
	return texts;
}

/** What an expression can yield, as far as its file tells; more than one text where it has a choice. */
function textsOf(expression: ts.Expression): string[] {
	if (ts.isStringLiteralLike(expression) || ts.isNumericLiteral(expression)) return [expression.text];
	if (ts.isIdentifier(expression)) return textsOfName(expression);
	if (ts.isPropertyAccessExpression(expression)) return textsOfProperty(expression);
	if (ts.isCallExpression(expression)) return textsOfCall(expression);
	if (ts.isConditionalExpression(expression)) {
		const texts = [expression.whenTrue, expression.whenFalse].flatMap(textsOf);
		// What may be left out is no text of its own.
		return texts.includes('') ? [ANY] : texts;
	}
	if (ts.isTemplateExpression(expression)) {
		const spans = expression.templateSpans.map((span) =>
			textsOf(span.expression).map((text) => text + span.literal.text),
		);
		return joined([[expression.head.text], ...spans], '');
	}
	return [ANY];
}

/** What a constant holds, or what is passed for a parameter where the file calls its function. */
function textsOfName(name: ts.Identifier): string[] {
	const found = declarationOf(name);
	if (!found) return [ANY];
	if (ts.isVariableDeclaration(found)) return found.initializer ? textsOf(found.initializer) : [ANY];
	const { parent: owner } = found;
	// What is exported is called with anything.
	if (!ts.isFunctionDeclaration(owner) || owner.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword))
		return [ANY];
	const passed = within(name.getSourceFile()).flatMap((node) => {
		if (!ts.isCallExpression(node) || node.expression.getText() !== owner.name?.text) return [];
		return node.arguments[owner.parameters.indexOf(found)] ?? [];
	});
	return passed.length > 0 && passed.every(ts.isStringLiteral) ? passed.flatMap(textsOf) : [ANY];
}

/** A property of an object that stands in the same file. */
function textsOfProperty({ expression, name }: ts.PropertyAccessExpression): string[] {
	const object = ts.isIdentifier(expression) ? declarationOf(expression)?.initializer : undefined;
	if (!object || !ts.isObjectLiteralExpression(object)) return [ANY];
	const property = object.properties.find((each) => each.name?.getText() === name.text);
	return property && ts.isPropertyAssignment(property) ? textsOf(property.initializer) : [ANY];
}

/** What a function of the same file gives back, or a list of texts put together. */
function textsOfCall(call: ts.CallExpression): string[] {
	const { expression: callee } = call;
	if (call.getText() === 'parameter.toLowerCase()') return SUBJECTS.map((subject) => subject.toLowerCase());
	if (ts.isIdentifier(callee)) {
		const called = within(call.getSourceFile())
			.filter(ts.isFunctionDeclaration)
			.find((each) => each.name?.text === callee.text);
		const returns = called ? within(called).filter(ts.isReturnStatement) : [];
		return returns.length > 0 ? returns.flatMap(({ expression }) => (expression ? textsOf(expression) : [])) : [ANY];
	}
	const [, list, between] = /^(\[.*\])(?:\s*\.filter\(Boolean\))?\s*\.join\('(.*)'\)$/s.exec(call.getText()) ?? [];
	if (list === undefined || between === undefined) return [ANY];
	const array = within(callee).find(ts.isArrayLiteralExpression);
	return array ? joined(array.elements.map(textsOf), between) : [ANY];
}

function joined([first = [], ...rest]: string[][], between: string): string[] {
	return rest.reduce((starts, texts) => starts.flatMap((start) => texts.map((text) => start + between + text)), first);
}

function declarationOf(name: ts.Identifier): ts.VariableDeclaration | ts.ParameterDeclaration | undefined {
	for (let scope: ts.Node = name.parent; ; scope = scope.parent) {
		const found = declarationsIn(scope).find((each) => each.name.getText() === name.text);
		if (found || ts.isSourceFile(scope)) return found;
	}
}

function declarationsIn(scope: ts.Node): Array<ts.VariableDeclaration | ts.ParameterDeclaration> {
	if (ts.isFunctionLike(scope)) return [...scope.parameters];
	if (!ts.isBlock(scope) && !ts.isSourceFile(scope)) return [];
	return scope.statements
		.filter(ts.isVariableStatement)
		.flatMap(({ declarationList }) => [...declarationList.declarations]);
}

function isPropertyOf(names: string[]) {
	return (node: ts.Node): node is ts.PropertyAssignment =>
		ts.isPropertyAssignment(node) && names.includes(node.name.getText());
}

/** Whether a class is an error, by its name or by what it extends. */
function isError(name: string): boolean {
	if (name.endsWith('Error')) return true;
	const own = NODES.filter(ts.isClassDeclaration).find((each) => each.name?.text === name);
	return (
		own?.heritageClauses?.some(({ types }) => types.some(({ expression }) => isError(expression.getText()))) === true
	);
}

function placeOf(node: ts.Node): string {
	const source = node.getSourceFile();
	return `${source.fileName}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
}

/** A piece of source with all that it consists of. */
function within(node: ts.Node): ts.Node[] {
	const found = [node];
	// The list grows while it is walked through.
	for (const each of found) ts.forEachChild(each, (child) => void found.push(child));
	return found;
}
