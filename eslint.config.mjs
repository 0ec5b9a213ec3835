import { config } from '@n8n/node-cli/eslint';
import { defineConfig, globalIgnores } from 'eslint/config';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

// n8n's stock rules judge what ships. They forbid Node's own modules and timers, which the
// tests and the tools need, so these get the ordinary rules instead.
const ships = config.map((entry) =>
	entry.files ? { ...entry, ignores: [...(entry.ignores ?? []), 'test/**', 'tools/**'] } : entry,
);

/** What a person reads when something went wrong or was done stands in nodes/messages, and nowhere else. */
const messages = {
	files: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	ignores: ['nodes/messages/**'],
	rules: {
		'no-restricted-syntax': [
			'error',
			...[
				'NewExpression[callee.name=/^(Explained|TransientFault)$/]',
				'NewExpression[callee.name="NodeOperationError"][arguments.1.type=/Literal$/]',
				'NewExpression[callee.name=/^Node(Api|Operation)Error$/] Property[key.name="description"][value.type=/Literal$/]',
				'NewExpression[callee.name="Unfinished"][arguments.2.type=/Literal$/]',
				'CallExpression[callee.name="withNote"][arguments.1.type=/Literal$/]',
				'CallExpression[callee.object.property.name="logger"][arguments.0.type=/Literal$/]',
				'Property[key.name=/^(message|uncertain)$/][value.type=/Literal$/]',
			].map((selector) => ({ selector, message: 'Messages stand in nodes/messages.' })),
		],
	},
};

export default defineConfig(globalIgnores(['dist', 'coverage', '.n8n*']), ...ships, messages, {
	files: ['test/**/*.ts', 'test/**/*.js', 'tools/**/*.ts', 'tools/**/*.js'],
	extends: [js.configs.recommended, tseslint.configs.recommendedTypeChecked],
	languageOptions: {
		parserOptions: { project: './test/tsconfig.json', tsconfigRootDir: import.meta.dirname },
		globals: { process: 'readonly', console: 'readonly' },
	},
	rules: {
		'@typescript-eslint/consistent-type-imports': 'error',
		'@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
	},
});
