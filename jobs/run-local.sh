#!/usr/bin/env bash
# Trains on the cores of this machine.
#
# Usage: jobs/run-local.sh JOB [ARGUMENTS OF pathline train]
#   PATHLINE_RANKS  ranks to start; by default one per core
#   PATHLINE        the program; by default the release build of this checkout
#
# Ctrl-C once: the ranks write a checkpoint and stop with exit code 6; the same command with --resume goes on from
# there. Ctrl-C twice: they stop at once.

set -euo pipefail
# shellcheck source=jobs/launch.sh
source "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/launch.sh"
[[ $# -ge 1 ]] || usage "$0"
require_program
prepare_mpi

cores=$(usable_cores)
ranks=${PATHLINE_RANKS:-$cores}
options=("${shared_machine[@]}")
if [[ $ranks -gt $cores ]]; then options+=(--oversubscribe); fi
launch mpirun "${options[@]}" -np "$ranks" "$pathline" train "$@"
