/** How QEMU announces a guest where it has been moved: its own defaults (qapi/migration.json), five times, 50, 150, 250 … ms apart. */
export const announcing = {
  'announce-initial': 50,
  'announce-max': 550,
  'announce-rounds': 5,
  'announce-step': 100,
}
