import { fileTime } from './quantity.ts';

/** Of what a file is made: of whom, of which route, `''` for all, and until when. */
interface Subject {
  readonly service: string | undefined;
  readonly route?: string;
  readonly toMicros: number;
}

/** `routeprof-shop-GET-orders-id-2026-03-01T12-00-33.pb.gz`: only letters, digits, dots and dashes. */
export function fileName({ service = '', route = '', toMicros }: Subject, extension: string): string {
  const parts = ['routeprof', plain(service), plain(route), fileTime(toMicros)];
  return `${parts.filter(Boolean).join('-')}.${extension}`;
}

function plain(text: string): string {
  return text
    .replace(/[^A-Za-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-|-$/g, '');
}
