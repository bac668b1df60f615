# shellcheck shell=bash
# Starts ranks and passes on the wish to stop. Sourced by the scripts beside it that call mpirun.

# The program; another build is chosen with PATHLINE=/path/to/pathline.
pathline=${PATHLINE:-$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)/.build/release/pathline}

# Prints the comment at the top of a script and leaves with the code Pathline has for a bad command line.
usage() {
  sed -n '2,/^[^#]/s/^# \{0,1\}//p' "$1" >&2
  exit 2
}

require_program() {
  [[ -x $pathline ]] && return
  printf "There is no program %s. Build it with 'swift build -c release', or set PATHLINE.\n" "$pathline" >&2
  exit 2
}

# The cores this process may use: mpirun starts as many ranks on a host unless told otherwise.
usable_cores() {
  local cores cpus
  cpus=$(nproc)
  cores=$(lscpu -p=CORE,SOCKET | grep -v '^#' | sort -u | wc -l)
  printf '%d\n' $((cores < cpus ? cores : cpus))
}

# can_resume ARGUMENTS...: whether Slurm has started this job again and a run was begun in the directory after --output.
# A job that was ended before that has nothing to go on with, and --resume would refuse the directory.
can_resume() {
  local directory='' previous='' word
  for word in "$@"; do
    if [[ $previous == --output ]]; then directory=$word; fi
    if [[ $word == --output=* ]]; then directory=${word#--output=}; fi
    previous=$word
  done
  [[ ${SLURM_RESTART_COUNT:-0} -gt 0 ]] && [[ -z $directory || -d $directory/checkpoints ]]
}

# require_time SECONDS: refuses a job whose time limit leaves no time before the signal that Slurm sends so many seconds
# before the end (and up to a minute earlier): stopped in its first step it would queue again, and so on for ever.
require_time() {
  local facts start end
  facts=$(scontrol show job --oneliner "${SLURM_JOB_ID:?}") || return 0
  [[ $facts =~ " StartTime="([^ ]+)" EndTime="([^ ]+) ]] || return 0
  # A job without a limit has no known end.
  start=$(date -d "${BASH_REMATCH[1]}" +%s 2>/dev/null) && end=$(date -d "${BASH_REMATCH[2]}" +%s 2>/dev/null) || return 0
  [[ $((end - start)) -le $(($1 + 60)) ]] || return 0
  printf 'The time limit of %d s leaves no time for steps: the signal to stop comes %d s before its end, or up to 60 s
earlier. Submit the job with a longer --time.\n' $((end - start)) "$1" >&2
  exit 2
}

# Settings for Open MPI, each for a reason; Open MPI 5 reads those of its launcher under PRTE_ names.
prepare_mpi() {
  # Containers run as root, where Open MPI starts nothing unless told twice.
  if [[ $(id -u) -eq 0 ]]; then
    export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
    export PRTE_ALLOW_RUN_AS_ROOT=1 PRTE_ALLOW_RUN_AS_ROOT_CONFIRM=1
  fi
  # Open MPI tries every network interface it finds; one that leads nowhere (a container bridge, a management network)
  # makes the first message wait for ever. PATHLINE_NETWORK=10.1.0.0/16 names the one that joins the hosts.
  if [[ -n ${PATHLINE_NETWORK:-} ]]; then
    export OMPI_MCA_btl_tcp_if_include=$PATHLINE_NETWORK
    export OMPI_MCA_oob_tcp_if_include=$PATHLINE_NETWORK
    export PRTE_MCA_oob_tcp_if_include=$PATHLINE_NETWORK
  fi
}

# Options of mpirun for a machine that does other things too. By default mpirun ties ranks to cores, those of every run to
# the same ones; free to move they cost a tenth or two. A rank polls for messages without pause, and takes the
# core from the rank it waits for where more programs want to run than there are cores: on two cores beside ten busy
# programs two ranks that give way while they wait were two to four times faster. Beside one or two they were 1.5 to 2 times
# slower, so ranks give way only on a crowded machine. docs/cluster.md has the figures.
shared_machine=(--bind-to none)
if awk -v cores="$(nproc)" '{ exit !($1 > 2 * cores) }' /proc/loadavg; then
  shared_machine+=(--mca mpi_yield_when_idle 1)
fi

stop_count=0
interrupted=
# The last signal passed on; scripts that source this file read it after `launch`.
stop_signal=

# mpirun hands SIGUSR1 to all ranks at once, and they finish their step, write a checkpoint and stop. SIGTERM gives them
# about a second before they are killed, so it is kept for those who ask twice.
request_stop() {
  interrupted=yes
  # shellcheck disable=SC2034  # read by scripts that source this file
  stop_signal=$2
  stop_count=$((stop_count + 1))
  if [[ $stop_count -eq 1 ]]; then
    printf 'Stopping after the next checkpoint; once more to stop at once.\n' >&2
    kill -USR1 "$1" 2>/dev/null || true
  else
    kill -TERM "$1" 2>/dev/null || true
  fi
}

# launch COMMAND...: runs mpirun and returns its exit code.
launch() {
  printf '$' >&2
  printf ' %q' "$@" >&2
  printf '\n' >&2
  # A process group of its own: Ctrl-C in a terminal reaches this script alone, which turns it into SIGUSR1.
  set -m
  "$@" </dev/null &
  local ranks=$! code
  set +m
  local signal
  # shellcheck disable=SC2064  # number and signal are known now
  for signal in INT TERM HUP USR1 USR2; do trap "request_stop $ranks $signal" "$signal"; done
  while true; do
    interrupted=
    code=0
    wait "$ranks" || code=$?
    # A signal ends `wait` early, with a code that is not the command's.
    [[ -n $interrupted ]] || break
  done
  trap - INT TERM HUP USR1 USR2
  return "$code"
}
