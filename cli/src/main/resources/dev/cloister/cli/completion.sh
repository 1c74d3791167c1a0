
# What this home and this folder have: names of guests, folders that hold a sealed image. Added to what the functions
# above know, which is commands, options and files.
function _cloister() {
  _complete_cloister "$@"
  local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}
  local state=${XDG_STATE_HOME:-$HOME/.local/state}/cloister
  local command="" value="" i at folder
  for (( i = 1; i < COMP_CWORD; i++ )); do
    at=${COMP_WORDS[i]}
    if [ "$value" = --home ]; then
      state=$at/state
    fi
    case "$at" in
      --home=*) state=${at#--home=}/state ;;
    esac
    if [ -z "$value" ] && [ -z "$command" ] && [ "${at#-}" = "$at" ]; then
      command=$at
    fi
    value=""
    case " $_cloister_valued " in
      *" $at "*) value=$at ;;
    esac
  done
  if [ "${word#-}" != "$word" ]; then
    return 0
  fi
  local IFS=$'\n'
  case "$command$value" in
    stop | logs | verify)
      COMPREPLY+=( $(compgen -W "$(ls -1 -- "$state/guests" 2>/dev/null)" -- "$word") )
      ;;
  esac
  case "$command$value" in
    run | approve | verify--for)
      at=""
      for folder in $(compgen -d -- "$word"); do
        if [ -f "$folder/init-data.toml" ]; then
          at=$at$folder$'\n'
        fi
      done
      if [ -n "$at" ]; then
        COMPREPLY=( $at )
      fi
      ;;
  esac
}

complete -F _cloister -o default cloister
