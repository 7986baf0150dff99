/*
 * reserve.h - a file that holds room on a disk, to be given away when the disk is full.
 *
 * Of what is done with the room it knows nothing; failing is no failure, there is only none.
 */
#ifndef BASE_RESERVE_H
#define BASE_RESERVE_H

#include <stdint.h>
#include <sys/types.h>

uint64_t disk_room(const char *dir);                    /* bytes; UINT64_MAX: nobody can say */
void reserve_make(const char *path, off_t bytes);       /* all of it or none; kept if there */
int reserve_give(const char *path);                     /* 1 when there was one to give */

#endif
