#include "pathline_cpu.h"
