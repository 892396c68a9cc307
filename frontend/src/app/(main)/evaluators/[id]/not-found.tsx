export { NoSuchEvaluator as default } from '@/features/evaluators/components/evaluator-page';
