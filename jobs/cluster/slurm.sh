#!/bin/bash
# One run under SLURM, on a CPU component and a GPU component (drop the second where no stage asks for GPUs):
#   sbatch --export=ALL,JOB=jobs/demo.yaml,OUT=/shared/runs/demo jobs/cluster/slurm.sh
# OUT lies on a file system that all nodes share, or is an s3:// URL. A job that was preempted or ran out of time is
# queued again and goes on where OUT stands: the same command is the checkpoint.
#SBATCH --job-name=multigrain
#SBATCH --requeue
#SBATCH --open-mode=append
#SBATCH --time=24:00:00
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --mem=64G
#SBATCH hetjob
#SBATCH --nodes=1
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=8
#SBATCH --mem=64G
#SBATCH --gpus-per-node=1

set -euo pipefail
: "${JOB:?give the job spec: --export=ALL,JOB=...,OUT=...}" "${OUT:?give the run folder: --export=ALL,JOB=...,OUT=...}"
cd "${SLURM_SUBMIT_DIR:?run this with sbatch from the repository root}"
source .venv/bin/activate

port=$((6379 + SLURM_JOB_ID % 1000))  # two jobs may share a node
nodes=${SLURM_JOB_NODELIST_HET_GROUP_0:-$SLURM_JOB_NODELIST}
head=$(scontrol show hostnames "$nodes" | head -n 1)
head_ip=$(getent ahostsv4 "$head" | awk 'NR == 1 { print $1 }')
export RAY_ADDRESS="$head_ip:$port"

# --block keeps each raylet inside its step: SLURM ends them with the job
in_group() { if [[ -n ${SLURM_HET_SIZE:-} ]]; then echo "--het-group=$1"; fi; }
srun $(in_group 0) --nodes=1 --ntasks=1 --nodelist="$head" --overlap \
    ray start --head --node-ip-address="$head_ip" --port="$port" --include-dashboard=false --block &
others=$(($(scontrol show hostnames "$nodes" | wc -l) - 1))
if ((others > 0)); then
    srun $(in_group 0) --nodes="$others" --ntasks="$others" --exclude="$head" --overlap \
        ray start --address="$RAY_ADDRESS" --block &
fi
if [[ -n ${SLURM_HET_SIZE:-} ]]; then
    srun --het-group=1 --overlap ray start --address="$RAY_ADDRESS" --block &
fi
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT

until ray health-check --address "$RAY_ADDRESS" 2>/dev/null; do sleep 2; done
multigrain run "$JOB" --set out="$OUT" --set execution.address="$RAY_ADDRESS" --set execution.wait_s=300
