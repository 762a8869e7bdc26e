/** Text in a workflow command of GitHub Actions (https://docs.github.com/actions/reference/workflow-commands-for-github-actions). */
export const escaped = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
export const property = (text: string): string => escaped(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
