// The loop of BenchmarkReadAgainstC: threads that take turns at a counter read files into a buffer each and sum them.
// readloop DIR FILES SIZE THREADS prints how many nanoseconds that took.
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char *dir;
static int files, size;
static atomic_int next;
static _Atomic uint64_t total;

static void *work(void *unused) {
	char name[4096], *buf = malloc(size + 8);
	uint64_t sum = 0;
	for (int i; (i = atomic_fetch_add(&next, 1)) < files;) {
		snprintf(name, sizeof name, "%s/%d", dir, i);
		int fd = open(name, O_RDONLY | O_CLOEXEC), n = 0;
		if (fd < 0)
			exit(2);
		for (int r; (r = read(fd, buf + n, size + 1 - n)) > 0;)
			n += r;
		close(fd);
		if (n != size)
			exit(3);
		for (int k = 0; k + 8 <= n; k += 8) {
			uint64_t word;
			memcpy(&word, buf + k, 8);
			sum += word;
		}
	}
	atomic_fetch_add(&total, sum);
	free(buf);
	return unused;
}

int main(int argc, char **argv) {
	if (argc != 5)
		return 1;
	dir = argv[1], files = atoi(argv[2]), size = atoi(argv[3]);
	int n = atoi(argv[4]);
	pthread_t threads[n];
	struct timespec a, b;
	clock_gettime(CLOCK_MONOTONIC, &a);
	for (int i = 0; i < n; i++)
		if (pthread_create(&threads[i], NULL, work, NULL))
			return 4;
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	clock_gettime(CLOCK_MONOTONIC, &b);
	printf("%lld\n", (b.tv_sec - a.tv_sec) * 1000000000LL + b.tv_nsec - a.tv_nsec);
	return total == 0;
}
