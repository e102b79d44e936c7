# The limit: one step of a bare generator, without any scheduler.


def steps():
    for _ in range(ROUNDS):
        yield


def main():
    generator = steps()
    start = clock()
    for _ in generator:
        pass
    figure(clock() - start, ROUNDS)


main()
