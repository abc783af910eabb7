/**
 * Reads the answers out of the form: `a.要点.n1.标题` names an answer, `i.要点` the ids of a list in their order.
 */

const ANSWER = "a"
const ITEM = "i"

/** The ids and names on the way to an answer, without the letter in front. */
export function pathOf(name) {
  return name.split(".").slice(1)
}

/** The group of answers that `path` leads into; lists on the way are found by their items' ids. */
function groupAt(answers, path) {
  let group = answers
  for (let step = 0; step + 1 < path.length; step += 2) {
    group = group[path[step]].find((item) => item.id === path[step + 1])
  }
  return group
}

/** `{会议: "…", 要点: [{id, 标题, 内容, 分点: […]}]}`; a list without items is left out, which the server reads as empty. */
export function readAnswers(form) {
  const answers = {}
  for (const [name, value] of new FormData(form)) {
    const path = pathOf(name)
    const last = path.at(-1)
    if (name.startsWith(`${ITEM}.`)) {
      const group = groupAt(answers, path)
      group[last] = [...(group[last] ?? []), { id: value }]
    } else if (name.startsWith(`${ANSWER}.`)) {
      groupAt(answers, path)[last] = value
    }
  }
  return answers
}
