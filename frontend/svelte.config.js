/** Compiler options of Svelte, shared by Vite and svelte-check. */
export default {
  compilerOptions: { runes: true },
};
