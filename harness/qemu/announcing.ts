/** How QEMU announces a guest where it has been moved: its own defaults (qapi/migration.json), five times, 50, 150, 250 … ms apart. */
export const announcements = { initial: 50, max: 550, rounds: 5, step: 100 }

/** The same as parameters of a migration. */
export const announcing = Object.fromEntries(
  Object.entries(announcements).map(([name, value]) => [`announce-${name}`, value]),
)
