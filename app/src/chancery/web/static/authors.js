// What authors' scripts may call. The names are docassemble's, so that the scripts of its interviews run here unchanged.
"use strict";

(() => {
  const form = document.getElementById("daform");
  const names = JSON.parse(form.dataset.names || "{}");
  const here = location.pathname;

  // Authors' ids bear a prefix, so that they cannot meet the page's own. Their scripts know them without it.
  for (const one of document.querySelectorAll('[id^="x-"]')) {
    const id = one.id.slice(2);
    if (!document.getElementById(id)) one.id = id;
  }

  // "I don't know" is the word None, as interviews compare it; null is no choice at all.
  const known = { True: true, False: false };
  const meant = (value) => (value in known ? known[value] : value);
  // Whether a choice stands for this value, as the interview or as a script writes it.
  const written = (value) => (value === null ? "None" : Object.keys(known).find((word) => known[word] === value));
  const isMeant = (one, value) => [String(value), written(value)].includes(one.dataset.value ?? one.value);
  function field(name) {
    const key = names[name] || name;
    return form.querySelector(`[name="${CSS.escape(key)}"]`) || document.getElementById(key);
  }
  function group(name) {
    return [...form.querySelectorAll(`[name="${CSS.escape(names[name] || name)}"]`)];
  }

  // One of several, as `fruit['Apple']` names it: a box or an option; none for another name.
  function item(name) {
    const [, several, chosen] = /^(.*)\[(?:'([^']*)'|"([^"]*)"|(\d+))\]$/s.exec(name)?.filter((part) => part !== undefined) || [];
    const of = (one) => (one.options ? [...one.options] : [one]);
    return several ? group(several).flatMap(of).find((one) => one.dataset.value === chosen) : undefined;
  }
  // Whether it was chosen: val("fruit['Apple']").
  function ticked(name) {
    const found = item(name);
    return found ? Boolean(found.checked ?? found.selected) : undefined;
  }

  // What stands in a field: a text, a number as text, true or false for a checkbox, the label of what was chosen.
  function val(name) {
    const controls = group(name);
    const first = controls[0];
    if (!first) return ticked(name);
    if (first.type === "radio") {
      const chosen = controls.find((one) => one.checked);
      return chosen ? meant(chosen.dataset.value ?? chosen.value) : null;
    }
    if (first.type === "checkbox") return first.checked;
    if (first.tagName === "SELECT") return meant(first.selectedOptions[0]?.dataset.value ?? first.value);
    return first.value;
  }
  function setField(name, value) {
    const control = field(name) || item(name);
    if (!control) return;
    if (control.tagName === "OPTION") control.selected = Boolean(value) && value !== "False";
    else if (control.type === "checkbox") control.checked = Boolean(value) && value !== "False";
    else if (control.type === "radio") {
      for (const one of group(name)) one.checked = isMeant(one, value);
    } else if (control.tagName === "SELECT") {
      for (const one of control.options) one.selected = isMeant(one, value);
    } else control.value = value;
    control.dispatchEvent(new Event("change", { bubbles: true }));
  }
  const getField = (name) => field(name) || item(name) || null;
  const getFields = () => Object.keys(names);

  function flash(message, kind = "info", clear = false) {
    const main = document.getElementById("main");
    if (clear) for (const old of main.querySelectorAll(".c-flash")) old.remove();
    if (!message) return;
    const box = document.createElement("div");
    box.className = `alert alert-${kind === "error" ? "danger" : /^[a-z]+$/.test(kind) ? kind : "info"} c-flash`;
    box.setAttribute("role", "status");
    box.textContent = message;
    main.prepend(box);
  }

  // Asks the interview for an event; `done` gets what `json_response` answered.
  async function send(name, given, forget) {
    const data = new FormData();
    data.set("_csrf", form.elements["_csrf"].value);
    const prior = forget ? { _forget_prior: true } : {};
    data.set("event", JSON.stringify({ kind: "action", name, arguments: { ...given, ...prior } }));
    const answer = await fetch(`${here}/event`, { method: "POST", body: data, credentials: "same-origin" });
    if (!answer.ok) return null;
    const told = await answer.json();
    window.daUpdate(told);
    return told;
  }
  const isJson = (told) => told && told.content_type && told.content_type.startsWith("application/json");
  async function action_call(name, given, done, forget = false) {
    const told = await send(name, given, forget);
    if (!told || !("content" in told) || !done) return;
    // What a callback of jQuery's gets beside the data.
    const response = { status: told.status, responseText: told.content };
    done(isJson(told) ? JSON.parse(told.content) : told.content, "success", response);
  }
  async function action_perform(name, given, forget = false) {
    const told = await send(name, given, forget);
    if (told) location.assign(told.location || here);
  }
  // `next` is what is done after it: an event's name, `{action, arguments}`, or a list of them.
  const performWithNext = (name, given, next, forget = false) =>
    action_perform(name, { ...given, ...(next ? { _next: next } : {}) }, forget);
  function get_interview_variables(done) {
    action_call("_variables", {}, done);
  }
  // A link of this kind is followed by `action_perform`, so no argument ever is in an address.
  function url_action(name, given) {
    return `#act:${encodeURIComponent(JSON.stringify([name, given || {}]))}`;
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href*="#act:"]');
    if (!link) return;
    event.preventDefault();
    perform(link.getAttribute("href"));
  });
  function perform(address) {
    const [name, given] = JSON.parse(decodeURIComponent(address.split("#act:")[1]));
    action_perform(name, given);
  }
  // A script may go there itself, `location.href = url_action(…)`: the address forgets it at once.
  window.addEventListener("hashchange", () => {
    const { hash } = location;
    if (!hash.startsWith("#act:")) return;
    history.replaceState(null, "", here);
    perform(hash);
  });

  Object.assign(window, {
    val, getField, getFields, setField, flash, action_call, action_perform, get_interview_variables, url_action,
    url_action_call: action_call, url_action_perform: action_perform,
    action_perform_with_next: performWithNext, da_action_perform_with_next: performWithNext,
    da_action_call: action_call, da_action_perform: action_perform, da_flash: flash, da_val: val,
    da_get_interview_variables: get_interview_variables, da_url_action: url_action,
    daGetField: getField, daGetFields: getFields, daSetField: setField, dagetField: getField, dagetFields: getFields, dasetField: setField,
    daShowSpinner: () => {}, daHideSpinner: () => {},
  });

  window.addEventListener("DOMContentLoaded", () => {
    // jQuery listens to events of the browser's own, so each function runs once, whichever way it was told to.
    document.dispatchEvent(new Event("daPageLoad"));
  });
})();
