import { NoSuchPrompt } from '@/features/prompts/components/prompt-page';

export default NoSuchPrompt;
