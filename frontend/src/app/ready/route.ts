import { forward } from '@/lib/forward';

export { forward as GET, forward as HEAD };
