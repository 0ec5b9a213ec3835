/** The build of n8n-workflow that Node can load is the same as the other, so its types are, too. */
declare module 'n8n-workflow/dist/cjs/index.js' {
	export * from 'n8n-workflow';
}
