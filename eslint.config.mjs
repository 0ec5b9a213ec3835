import { config } from '@n8n/node-cli/eslint';
import { defineConfig, globalIgnores } from 'eslint/config';
import js from '@eslint/js';
import tseslint from 'typescript-eslint';

// n8n's stock rules judge what ships. They forbid Node's own modules and timers, which the
// tests and the tools need, so these get the ordinary rules instead.
const ships = config.map((entry) =>
	entry.files ? { ...entry, ignores: [...(entry.ignores ?? []), 'test/**', 'tools/**'] } : entry,
);

export default defineConfig(globalIgnores(['dist', 'coverage', '.n8n*']), ...ships, {
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
