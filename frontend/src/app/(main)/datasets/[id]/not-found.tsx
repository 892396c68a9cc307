export { NoSuchDataset as default } from '@/features/datasets/components/dataset-page';
