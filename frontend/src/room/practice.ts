/// What only practice needs: fetched by those who practise.
export { default as Figures } from "./practice/Figures.svelte";
export { default as Gather } from "./practice/Gather.svelte";
export { default as Summary } from "./practice/Summary.svelte";
export { default as Turn } from "./practice/Turn.svelte";
export { Diary } from "./practice/diary.svelte";
